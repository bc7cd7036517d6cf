import { describe, expect, it } from 'vitest';
import { PDF } from '../../../src/protocol/document-kinds.ts';
import { extractorOf } from '../../support/extractors.ts';
import { drawPdf } from '../../support/pdf.ts';

type Draw = Parameters<typeof drawPdf>[number];

async function read(...pages: Draw[]): Promise<string[]> {
  const { text, pages: starts } = await extractorOf(PDF).extract(await drawPdf(...pages));
  return starts.map((start, index) => text.slice(start, starts[index + 1]).trim());
}

/** Lines below each other, each drawn by itself. */
function lines(pdf: PDFKit.PDFDocument, texts: readonly string[], x: number, top: number): void {
  for (const [index, text] of texts.entries()) pdf.text(text, x, top + index * 13, { lineBreak: false });
}

const about = (what: string) => `The ${what} is told of here in some words that fill more than one line of a column.`;

describe('columns of a PDF', () => {
  it('are read one after the other, below a headline that goes across', async () => {
    const [page] = await read((pdf) => {
      pdf.fontSize(20).text('A headline that goes across all of the three columns', 40, 40).fontSize(10);
      for (const [index, what] of ['fox', 'hen', 'owl'].entries()) {
        pdf.text(`${about(what)} ${about(what)}`, 40 + index * 180, 100, { width: 160 });
      }
    });
    expect(page?.split('\n\n')).toEqual([
      'A headline that goes across all of the three columns',
      ...['fox', 'hen', 'owl'].map((what) => `${about(what)} ${about(what)}`),
    ]);
  });

  it('are told from each other when lines are drawn across the page, as text recognition does', async () => {
    const left = ['Foxes live in holes that they', 'dig, or that badgers left for', 'them, and come out at night.'];
    const right = ['Owls sleep by day in hollow', 'trees, and hear a mouse run', 'under the snow at midnight.'];
    const [page] = await read((pdf) => {
      for (const [index, text] of left.entries()) {
        lines(pdf, [text], 60, 100 + index * 13);
        lines(pdf, [right[index] ?? ''], 320, 100 + index * 13);
      }
    });
    expect(page).toBe(`${left.join(' ')}\n\n${right.join(' ')}`);
  });

  it('are none where short cells stand in rows', async () => {
    const rows = [
      ['Bay of Fundy', '16.3'],
      ['Saint-Malo', '12.2'],
      ['Bristol', '9.6'],
      ['Kiel', '0.1'],
    ];
    const [page] = await read((pdf) => {
      for (const [index, [place = '', range = '']] of rows.entries()) {
        lines(pdf, [place], 60, 100 + index * 13);
        lines(pdf, [range], 300, 100 + index * 13);
      }
    });
    expect(page).toBe(rows.map((row) => row.join(' ')).join('\n'));
  });

  it('are none where rows stand below each other whose cells are as long as lines of a text', async () => {
    const rows = ['morning', 'evening', 'night', 'afternoon', 'small hours'].map((time, index) => [
      `Harbour number ${index + 1}`,
      `The tide comes in the ${time} and stays`,
    ]);
    const [page] = await read((pdf) => {
      for (const [index, [place = '', remark = '']] of rows.entries()) {
        lines(pdf, [place], 60, 100 + index * 13);
        lines(pdf, [remark], 160, 100 + index * 13);
      }
    });
    expect(page?.replace(/\s+/g, ' ')).toBe(rows.map((row) => row.join(' ')).join(' '));
  });

  it('begin again below a short headline that goes across', async () => {
    const twice = (what: string) => `${about(what)} ${about(what)}`;
    const [page] = await read((pdf) => {
      pdf.text(twice('fox'), 60, 60, { width: 200 }).text(twice('hen'), 320, 60, { width: 200 });
      pdf.fontSize(13).text('Below', 60, 150).fontSize(10);
      pdf.text(twice('owl'), 60, 180, { width: 200 }).text(twice('cat'), 320, 180, { width: 200 });
    });
    expect(page?.split('\n\n')).toEqual([twice('fox'), twice('hen'), 'Below', twice('owl'), twice('cat')]);
  });

  it('may part a sentence and a word, which are whole again', async () => {
    const [page] = await read((pdf) => {
      lines(pdf, ['A caterpillar eats all day', 'and all night until its meta-'], 60, 100);
      lines(pdf, ['morphosis begins. It makes', 'itself a well-', 'known house.'], 320, 100);
    });
    expect(page).toBe(
      'A caterpillar eats all day and all night until its metamorphosis begins. It makes itself a well-known house.',
    );
  });
});

describe('what stands beside the text of a PDF', () => {
  it('is read after the sentence that goes around it', async () => {
    const [page] = await read((pdf) => {
      lines(
        pdf,
        ['The river rises in the hills and', 'winds through meadows where', 'cows stand in the shade until'],
        60,
        100,
      );
      lines(pdf, ['evening comes, and ends in a lake that nobody has measured so far.'], 60, 139);
      pdf.fontSize(8);
      lines(pdf, ['In a box: the lake', 'is said to be deep', 'and very cold.'], 320, 100);
    });
    expect(page?.split('\n\n')).toEqual([
      'The river rises in the hills and winds through meadows where cows stand in the shade until evening comes, and ends in a lake that nobody has measured so far.',
      'In a box: the lake is said to be deep and very cold.',
    ]);
  });

  it('is read after the sentence that a caption parts', async () => {
    const [page] = await read((pdf) => {
      lines(pdf, ['The wheel turns as long as'], 60, 100);
      lines(pdf, ['Figure 3: A wheel.'], 60, 200);
      lines(pdf, ['water falls on it.'], 60, 240);
    });
    expect(page?.split('\n\n')).toEqual(['The wheel turns as long as water falls on it.', 'Figure 3: A wheel.']);
  });

  it('comes last where it is a note at the foot of a column', async () => {
    const [page] = await read((pdf) => {
      lines(pdf, ['Bread was baked in the village', 'oven on Saturdays, and every'], 60, 100);
      pdf.fontSize(7);
      lines(pdf, ['1 So the priest writes.'], 60, 700);
      pdf.fontSize(10);
      lines(pdf, ['family had a mark of its own', 'that it cut into the loaves.'], 320, 100);
    });
    expect(page?.split('\n\n')).toEqual([
      'Bread was baked in the village oven on Saturdays, and every family had a mark of its own that it cut into the loaves.',
      '1 So the priest writes.',
    ]);
  });

  it('comes last where it is written upwards, and is left out where it lies aslant', async () => {
    const [page] = await read((pdf) => {
      pdf
        .save()
        .rotate(-90, { origin: [20, 400] })
        .text('Printed in 1907', 20, 400)
        .restore();
      pdf
        .save()
        .rotate(-45, { origin: [300, 400] })
        .fontSize(60)
        .text('DRAFT', 300, 400)
        .restore();
      pdf.fontSize(10).text('Most of the words stand upright.', 100, 100);
    });
    expect(page?.split('\n\n')).toEqual(['Most of the words stand upright.', 'Printed in 1907']);
  });
});

describe('a page of a PDF', () => {
  it('is read upright however it lies', async () => {
    const text = ['The page lies on its side, and', 'is read as it is meant to be.'];
    const [page] = await read((pdf) => {
      pdf.save().rotate(90, { origin: [300, 300] });
      lines(pdf, text, 300, 300);
      pdf.restore();
    });
    expect(page).toBe(text.join(' '));
  });

  it('has the word whole that the next one ends, and not its sentence', async () => {
    const pages = await read(
      (pdf) => lines(pdf, ['Nobody had ever seen such an extra-'], 60, 100),
      (pdf) => lines(pdf, ['ordinary thing. It was blue.'], 60, 100),
    );
    expect(pages).toEqual(['Nobody had ever seen such an extraordinary', 'thing. It was blue.']);
  });

  it('says once what is drawn twice to look bold', async () => {
    const [page] = await read((pdf) => {
      pdf.text('Important', 100, 100, { lineBreak: false }).text('Important', 100.4, 100, { lineBreak: false });
    });
    expect(page).toBe('Important');
  });

  it('begins a paragraph where a line is moved in', async () => {
    const [page] = await read((pdf) => {
      lines(pdf, ['One day the king went out to see', 'the sea.'], 60, 100);
      lines(pdf, ['He had never seen it before, and'], 75, 126);
      lines(pdf, ['thought it was a field.'], 60, 139);
    });
    expect(page?.split('\n\n')).toEqual([
      'One day the king went out to see the sea.',
      'He had never seen it before, and thought it was a field.',
    ]);
  });

  /** Puts texts behind each other, some of them small and so many points up or down. */
  function row(pdf: PDFKit.PDFDocument, ...texts: { text: string; up?: number }[]): void {
    let x = 60;
    for (const { text, up = 0 } of texts) {
      const size = up === 0 ? 12 : 8;
      pdf.fontSize(size).text(text, x, 200 - up - size, { lineBreak: false });
      x += pdf.widthOfString(text);
    }
  }

  it('keeps what is lowered in its place, also on a line where something is raised', async () => {
    const [page] = await read((pdf) =>
      row(pdf, { text: 'Water is H' }, { text: '2', up: -3 }, { text: 'O, an area m' }, { text: '2', up: 6 }),
    );
    expect(page).toBe('Water is H2O, an area m^2');
  });

  it('says what is a power, what a mark of a note, and what an ordinal number', async () => {
    const [page] = await read((pdf) =>
      row(
        pdf,
        { text: 'Sound takes 10' },
        { text: '6', up: 5 },
        { text: ' s, the whales' },
        { text: '12', up: 5 },
        { text: ' said, on the 1' },
        { text: 'st', up: 5 },
        { text: ' day.' },
      ),
    );
    expect(page).toBe('Sound takes 10^6 s, the whales[12] said, on the 1st day.');
  });
});
