import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

/** Draws the PNG icons from `public/icons/icon.svg` with a local Chromium (`CHROMIUM` names another one). */
const folder = join(import.meta.dirname, '../public/icons');
const svg = await readFile(join(folder, 'icon.svg'), 'utf8');

/** A maskable icon is cut to any shape: its ground fills the square and the drawing keeps to the middle four fifths. */
const maskable = svg
  .replace('rx="116"', '')
  .replace('<path d="M256', '<g transform="translate(51 51) scale(.8)"><path d="M256')
  .replace('</svg>', '</g></svg>');
const square = svg.replace('rx="116"', '');

const drawings = [
  { name: 'icon-192.png', size: 192, svg },
  { name: 'icon-512.png', size: 512, svg },
  { name: 'maskable-192.png', size: 192, svg: maskable },
  { name: 'maskable-512.png', size: 512, svg: maskable },
  { name: 'apple-touch-icon.png', size: 180, svg: square },
];

await mkdir(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
for (const { name, size, svg: drawing } of drawings) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${drawing}`);
  await writeFile(join(folder, name), await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();
