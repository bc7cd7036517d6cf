/** Those with all of the words, or parts of them, anywhere in the title; case and accents do not count. */
export function withTitle<Titled extends { title: string }>(documents: Titled[], words: string): Titled[] {
  const wanted = plain(words)
    .split(/\s+/)
    .filter((word) => word !== '');
  if (wanted.length === 0) return documents;
  return documents.filter(({ title }) => {
    const text = plain(title);
    return wanted.every((word) => text.includes(word));
  });
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
