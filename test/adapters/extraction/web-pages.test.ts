import { describe, expect, it } from 'vitest';
import { createExtraction } from '../../../src/knowledge/extract.ts';
import { CSV, HTML } from '../../../src/protocol/document-kinds.ts';
import { realExtractors } from '../../support/extractors.ts';

const extraction = createExtraction({ extractors: realExtractors() });
const read = (file: string | Buffer, kind: string) =>
  extraction.extract(Buffer.from(file), { kind, learnerId: 'ada' }, new AbortController().signal);
const page = (html: string | Buffer) => read(html, HTML);
const table = (csv: string | Buffer) => read(csv, CSV);
const LONG = 'Whales sing for hours, and they are heard for hundreds of miles, in all the seas. '.repeat(6).trim();

describe('a web page', () => {
  it('is read without what stands around the article, its headings kept', async () => {
    const { text, title } = await page(`<!doctype html><title>Whales</title><body>
      <nav><a href="/">Home</a> <a href="/b">About us</a></nav>
      <article><h1>Whales</h1><p>${LONG}</p><h2>Blue whales</h2><p>${LONG}</p>
      <ul><li>large</li><li>blue</li></ul><script>alert('no')</script></article>
      <aside>Buy our boats!</aside><footer>Imprint</footer>`);
    expect(title).toBe('Whales');
    expect(text).toBe(`# Whales\n\n${LONG}\n\n## Blue whales\n\n${LONG}\n\n- large\n- blue`);
  });

  it('is read whole where it is no article', async () => {
    const { text } = await page(
      '<html><body><header>Menu</header><h1>Notes</h1><p>One &lt; two.<p>Three.</body></html>',
    );
    expect(text).toBe('# Notes\n\nOne < two.\n\nThree.');
  });

  it.each([
    '<div id="onetrust-consent-sdk"><p>We value your privacy, and so do our 837 partners.</p></div>',
    '<div class="site cookie-banner"><h2>Cookies</h2><p>We value your privacy, and so do our partners.</p></div>',
    '<section aria-label="Cookie notice"><p>We value your privacy.</p></section>',
    '<div role="dialog"><p>We value your privacy.</p></div>',
    '<dialog open><p>We value your privacy.</p></dialog>',
  ])('is read without asking about cookies: %s', async (notice) => {
    const short = await page(
      `<html><body class="cookie-notice-shown">${notice}<h1>Krill</h1><p>They are small.</p></body></html>`,
    );
    expect(short.text).toBe('# Krill\n\nThey are small.');
    const long = await page(
      `<html><body>${notice}<div><h1>Whales</h1><p>${LONG}</p><p>${LONG}</p></div></body></html>`,
    );
    expect(long.text).toBe(`# Whales\n\n${LONG}\n\n${LONG}`);
  });

  it('may tell of cookies', async () => {
    const { text } =
      await page(`<html><body><article class="cookie-notices"><h1>Cookie notices</h1><div class="cookie-notice"><p>${LONG}</p></div>
      <p>${LONG}</p></article></body></html>`);
    expect(text).toBe(`# Cookie notices\n\n${LONG}\n\n${LONG}`);
  });

  it('is read without its crowd of comments where it does not say what stands around', async () => {
    const crowd = Array.from(
      { length: 20 },
      (_, at) => `<div class="comment"><a href="/u">user${at}</a> <a href="/l">like</a></div>`,
    );
    const { text } =
      await page(`<html><title>Whales – My site</title><body><div class="sidebar"><a href="/">Home</a></div>
      <div class="post"><h1>Whales – My site</h1><p>${LONG}</p><p>${LONG}</p></div><div class="comments">${crowd.join('')}</div></body></html>`);
    expect(text).toContain(LONG);
    expect(text.startsWith('# Whales')).toBe(true);
    expect(text).not.toContain('user3');
  });

  it('keeps words apart that only a line or a paragraph parts, in headings and cells too', async () => {
    const { text } = await page(`<html><body><h1>Tides<br>and waves</h1><table>
      <tr><th>Place<br/>of measuring</th><th>Range</th></tr>
      <tr><td><p>Bay of Fundy</p><p>Canada</p></td><td><ul><li>16.3 m</li><li>12.2 m</li></ul></td></tr>
      <tr><td><p><ruby>潮<rt>しお</rt></ruby></p></td><td>in<b>side</b></td></tr></table>
      <pre>one();<br>two();</pre><p><nobr>Salt</nobr> <picture><img src="a" alt="A wave"></picture> water</p></body></html>`);
    expect(text).toBe(
      '# Tides and waves\n\nPlace of measuring | Range\nBay of Fundy Canada | 16.3 m 12.2 m\n潮 | inside\n\n' +
        '```\none();\ntwo();\n```\n\nSalt [Picture: A wave] water',
    );
  });

  it('says in each row of a table what stands beside several of them', async () => {
    const { text } = await page(`<html><body><h1>Whales</h1><table>
      <tr><th>Ocean</th><th>Whale</th><th colspan="2">Length</th><th>Song</th></tr>
      <tr><td rowspan="2">North</td><td rowspan="3">Blue</td><td>30 m</td><td>98 ft</td><td rowspan="0">low</td></tr>
      <tr><td>33 m</td><td>108 ft</td></tr>
      <tr><td rowspan="x">South</td><td>31 m</td></tr>
      <tr></tr></table><table><tr><td>Another</td></tr></table></body></html>`);
    expect(text).toBe(
      '# Whales\n\nOcean | Whale | Length | Song\nNorth | Blue | 30 m | 98 ft | low\nNorth | Blue | 33 m | 108 ft | low\n' +
        'South | Blue | 31 m | low\nAnother',
    );
  });

  it('says what is raised as it is typed: powers, marks of notes, ordinal numbers', async () => {
    const { text } =
      await page(`<html><body><h1>Up to 10<sup>6</sup> m</h1><p>Light: 3×10<sup>8</sup> m s<sup>−1</sup>, E = mc<sup>2</sup>,
      2<sup>n+1</sup>, H<sub>2</sub>O, Ca<sup>2+</sup>. The 1<sup>st</sup> whale, the X<sup>e</sup> century, sings<sup>3</sup> in
      1914<sup><a href="#n4">4</a></sup> and dives.<a href="#n5"><sup>5</sup></a> So said all,<sup>[6]</sup> a<sup>b</sup>.</p>
      <table><tr><td>5 km<sup>2</sup></td><td>whales<sup>7</sup></td></tr></table></body></html>`);
    expect(text).toBe(
      '# Up to 10^6 m\n\nLight: 3×10^8 m s^−1, E = mc^2, 2^(n+1), H2O, Ca^2+. The 1st whale, the Xe century, sings[3] in ' +
        '1914[4] and dives.[5] So said all,[6] ab.\n\n5 km^2 | whales[7]',
    );
  });

  it('has its formulas in the line that they stand in, as they are typed', async () => {
    const energy =
      '<math><semantics><mrow><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></mrow>' +
      '<annotation encoding="application/x-tex">E=mc^2</annotation></semantics></math>';
    const roots =
      '<math><mi>x</mi><mo>=</mo><mfrac><mrow><mo>−</mo><mi>b</mi><mo>±</mo><msqrt><msup><mi>b</mi><mn>2</mn></msup><mo>−</mo>' +
      '<mn>4</mn><mi>a</mi><mi>c</mi></msqrt></mrow><mrow><mn>2</mn><mi>a</mi></mrow></mfrac></math>';
    const sum =
      '<math><munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><msub><mi>a</mi><mi>i</mi></msub></math>';
    const matrix =
      '<math><mo>(</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd><mtd><mn>4</mn></mtd></mtr></mtable><mo>)</mo></math>';
    const { text } = await page(
      `<html><body><p>Energy is ${energy}, he wrote.</p><p>Roots: ${roots}.</p><p>${sum} and ${matrix}</p></body></html>`,
    );
    expect(text).toBe(
      'Energy is E = mc^2, he wrote.\n\nRoots: x = (− b ± √(b^2 − 4ac))/(2a).\n\n∑_(i = 1)^na_i and (1, 2; 3, 4)',
    );
  });

  it('is read in the encoding that it names itself', async () => {
    const html = Buffer.from('<html><meta charset="windows-1251"><p>\xcf\xf0\xe8\xe2\xe5\xf2</p></html>', 'latin1');
    expect((await page(html)).text).toBe('Привет');
  });

  it('is read as it is written where it defines entities: none of them is put in its place', async () => {
    const lol = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join('');
    const file = '<!ENTITY f SYSTEM "file:///etc/passwd">';
    const prolog = `<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "lol">${lol}${file}]>`;
    const { text } = await page(`${prolog}<html><body><p>&l9; and &f; are still here.</p></body></html>`);
    expect(text).toContain('still here');
    expect(text.length).toBeLessThan(5000);
    expect(text).not.toContain('root:');
  });

  it('is refused when it says nothing, or is nested without end', async () => {
    await expect(page('<html><script>1</script></html>')).rejects.toMatchObject({ code: 'html_without_text' });
    const nested = (depth: number) => page(`<html>${'<div>'.repeat(depth)}x`);
    await expect(nested(1900)).resolves.toMatchObject({ text: 'x' });
    await expect(nested(100_000)).rejects.toMatchObject({ code: 'html_damaged' });
  });
});

describe('a table', () => {
  it('is read row by row, each value with what it is', async () => {
    expect((await table('name,note\nAda,"wrote, first"\nAlan,\n\nGrace,"two\nlines"\n')).text).toBe(
      'name: Ada\nnote: wrote, first\n\nname: Alan\n\nname: Grace\nnote: two lines',
    );
  });

  it('is read with the separator it has or names, and without headers', async () => {
    expect((await table('sep=|\na,b|c\n1|2\n')).text).toBe('a,b: 1\nc: 2');
    expect((await table('1815\t1852\n1912\t1954')).text).toBe(
      'Column 1: 1815\nColumn 2: 1852\n\nColumn 1: 1912\nColumn 2: 1954',
    );
    expect((await table('name;born\n')).text).toBe('name\nborn');
  });

  it('has years for headers, and a corner that says nothing', async () => {
    expect((await table('Country,2020,2021\nFrance,67.4,67.6\nSpain,47.4,47.4\n')).text).toBe(
      'Country: France\n2020: 67.4\n2021: 67.6\n\nCountry: Spain\n2020: 47.4\n2021: 47.4',
    );
    expect((await table(',Maths,Music\nAda,1,2\n')).text).toBe('Column 1: Ada\nMaths: 1\nMusic: 2');
    expect((await table(';2019;2020\nParis;1;2\n')).text).toBe('Column 1: Paris\n2019: 1\n2020: 2');
  });

  it('has the headers that it has, with columns behind them that a spreadsheet left empty', async () => {
    expect((await table('Name;Born;;\nAda;1815;;\nAlan;1912;;note\n')).text).toBe(
      'Name: Ada\nBorn: 1815\n\nName: Alan\nBorn: 1912\nColumn 4: note',
    );
    expect((await table('Births,,\nAda,1815,London\n')).text).toBe(
      'Column 1: Births\n\nColumn 1: Ada\nColumn 2: 1815\nColumn 3: London',
    );
  });

  it('has no headers where the first row is like those below it', async () => {
    expect((await table('Ada,1815,1852\nAlan,1912,1954\n')).text).toBe(
      'Column 1: Ada\nColumn 2: 1815\nColumn 3: 1852\n\nColumn 1: Alan\nColumn 2: 1912\nColumn 3: 1954',
    );
    expect((await table('Ada,12,36\n')).text).toBe('Column 1: Ada\nColumn 2: 12\nColumn 3: 36');
    expect((await table('Ada,1815,1852\n')).text).toBe('Column 1: Ada\nColumn 2: 1815\nColumn 3: 1852');
  });

  it('is refused when it gets longer than a document may be', async () => {
    const rows = `${'long header '.repeat(80)};b\n${'x;y\n'.repeat(6000)}`;
    await expect(table(rows)).rejects.toMatchObject({ code: 'document_too_long' });
  });
});
