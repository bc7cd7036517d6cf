/** Pages as people name them: `page 3`, `pages 2, 5–7`. @param pages ascending */
export function pagesText(pages: readonly number[]): string {
  const runs: { from: number; to: number }[] = [];
  for (const page of pages) {
    const last = runs.at(-1);
    if (last && page === last.to + 1) last.to = page;
    else runs.push({ from: page, to: page });
  }
  const named = runs.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
  return `${pages.length === 1 ? 'page' : 'pages'} ${named}`;
}
