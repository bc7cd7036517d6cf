/** A web page's address as people type it, with the `https://` that most leave out. */
export function typedAddress(text: string): string {
  const address = text.trim();
  return /^[a-z][a-z\d+.-]*:\/\//i.test(address) ? address : `https://${address}`;
}
