import sharp, { type Sharp } from 'sharp';

/** Words drawn in black on white. */
export function drawnWords(words: string, size = { width: 850, height: 1100 }): Sharp {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}">
    <rect width="100%" height="100%" fill="white"/><text x="40" y="120" font-size="40">${words}</text></svg>`;
  return sharp(Buffer.from(svg));
}
