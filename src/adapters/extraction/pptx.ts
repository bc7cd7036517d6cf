import type { Element } from 'domhandler';
import { type Archive, openArchive } from './archive.ts';
import type { ReadTask, ReadText } from './extraction-messages.ts';
import { relationships } from './office-relationships.ts';
import { Refusal } from './refusals.ts';
import { slideText, speakerNotes } from './slide-text.ts';
import { dublinCoreTitle, elements, parseXml } from './xml.ts';

/** Text of a presentation: a page for each slide in the order in which they are shown, with what the speaker noted. */
export async function readPptx({ file, maxText, archive: limits }: ReadTask): Promise<ReadText> {
  const archive = await openArchive(file, limits);
  const pages: number[] = [];
  let text = '';
  for (const name of await slideNames(archive)) {
    pages.push(text.length);
    text += `${await readSlide(archive, name)}\n\n`;
    if (text.length > maxText) break;
  }
  return { text, pages, title: dublinCoreTitle(await archive.text('docProps/core.xml')) };
}

async function slideNames(archive: Archive): Promise<string[]> {
  const main = (await relationships(archive, '')).find((relation) => relation.type === 'officeDocument')?.target;
  const xml = main && (await archive.text(main));
  if (!main || !xml) throw new Refusal('damaged', 'there is no presentation in it');
  const targets = new Map((await relationships(archive, main)).map(({ id, target }) => [id, target]));
  const list = elements(parseXml(xml), 'sldId').map((slide) => targets.get(relationId(slide) ?? ''));
  return list.filter((name) => name !== undefined);
}

/** `id` is the slide's number, `r:id` its relationship. */
function relationId(slide: Element): string | undefined {
  return Object.entries(slide.attribs).find(([name]) => /:id$/.test(name))?.[1];
}

async function readSlide(archive: Archive, name: string): Promise<string> {
  const xml = await archive.text(name);
  if (xml === undefined) throw new Refusal('damaged', 'a slide is missing');
  const notes = (await relationships(archive, name)).find((relation) => relation.type === 'notesSlide');
  const noted = notes && (await archive.text(notes.target));
  const spoken = noted === undefined ? '' : speakerNotes(parseXml(noted));
  return [slideText(parseXml(xml)), spoken && `Notes: ${spoken}`].filter((part) => part !== '').join('\n\n');
}
