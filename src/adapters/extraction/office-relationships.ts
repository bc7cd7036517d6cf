import type { Archive } from './archive.ts';
import { elements, parseXml, resolvePath } from './xml.ts';

/** What one part of an Office file has to do with another. */
export interface Relationship {
  id: string;
  /** Last word of the type's address: `slide`, `notesSlide`, `officeDocument`. */
  type: string;
  /** Name of the other part in the archive. */
  target: string;
}

/** Relationships of a part to others inside the archive; of the archive itself for an empty name. */
export async function relationships(archive: Archive, part: string): Promise<Relationship[]> {
  const xml = await archive.text(part.replace(/[^/]*$/, (name) => `_rels/${name}.rels`));
  if (xml === undefined) return [];
  return elements(parseXml(xml), 'Relationship')
    .filter((element) => element.attribs['TargetMode'] !== 'External')
    .map(({ attribs }) => ({
      id: attribs['Id'] ?? '',
      type: attribs['Type']?.split('/').at(-1) ?? '',
      target: resolvePath(part, attribs['Target'] ?? ''),
    }));
}
