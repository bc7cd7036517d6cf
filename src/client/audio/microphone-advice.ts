/** Why this browser, at this address, has no way to hear the learner, and what to do about it. */
export function whyUnheard(): string {
  if (!isSecureContext)
    return 'No microphone at this address: browsers allow one over https alone. Type your question.';
  if (navigator.mediaDevices === undefined) return 'This browser has no microphone for web pages. Type your question.';
  return 'Nobody can hear you here: neither this server nor this browser understands speech. Chrome, Edge and Safari do. Type your question.';
}

/** Where a browser has the switch that lets a page use the microphone again. */
export function howToAllow(userAgent: string): string {
  if (/iPhone|iPad/.test(userAgent)) {
    return 'Allow it in Settings › Apps › Safari › Microphone, or in the menu beside the address under “Website Settings”';
  }
  if (/Android/.test(userAgent)) return 'Allow it by the sign left of the address, under “Permissions”';
  if (/Firefox/.test(userAgent)) return 'Allow it by the crossed-out microphone left of the address';
  if (/Safari/.test(userAgent) && !/Chrom/.test(userAgent)) {
    return 'Allow it in the menu Safari › Settings › Websites › Microphone';
  }
  return 'Allow it by the sign left of the address, under “Microphone”';
}
