import { type ChildNode, isTag, isText } from 'domhandler';
import { parseDocument } from 'htmlparser2';

/** An instruction of TwiML. */
export interface Verb {
  name: string;
  attributes: Record<string, string>;
  children: Verb[];
  /** Text directly in it. */
  text: string;
}

/** Reads TwiML as Twilio does: the verbs in `<Response>`, in order. Throws for anything else. */
export function readTwiml(xml: string): Verb[] {
  const [response, ...others] = isWellFormed(xml) ? verbsOf(parseDocument(xml, { xmlMode: true }).children) : [];
  if (response?.name !== 'Response' || others.length > 0) throw new Error(`Not TwiML: ${xml}`);
  return response.children;
}

/** What a document says. */
export function spokenOf(verbs: Verb[]): string {
  const all = verbs.flatMap((verb) => (verb.name === 'Gather' ? verb.children : [verb]));
  return all
    .filter(({ name }) => name === 'Say')
    .map(({ text }) => text)
    .join(' ');
}

const TAG = /<(\/?)([A-Za-z]\w*)(?:\s+[\w:]+="[^"<]*")*\s*(\/?)>/g;
const BARE = /<|&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i;

/** The parser forgives what Twilio does not: tags that nobody closes, attributes without quotes, a bare ampersand. */
function isWellFormed(xml: string): boolean {
  const body = xml.replace(/^<\?xml[^?]*\?>/, '');
  const open: string[] = [];
  for (const [, closes, name = '', isEmpty] of body.matchAll(TAG)) {
    if (closes) {
      if (open.pop() !== name) return false;
    } else if (!isEmpty) open.push(name);
  }
  return open.length === 0 && !BARE.test(body.replace(TAG, ''));
}

function verbsOf(nodes: ChildNode[]): Verb[] {
  return nodes
    .filter(isTag)
    .filter(({ name }) => !name.startsWith('?'))
    .map((node) => ({
      name: node.name,
      attributes: node.attribs,
      children: verbsOf(node.children),
      text: node.children
        .filter(isText)
        .map(({ data }) => data)
        .join(''),
    }));
}
