import { Session } from 'node:inspector/promises';
import { z } from 'zod';

/** What others own and an object only uses, and what would lead out of it. */
const OTHERS =
  /^#?(deps|parts|options|socket|bytes|logger|clock|events|call|signal|prototype|constructor|__proto__|stores|tts|learner|sink|audioOut|end)$/u;
const MOST_DEEP = 8;

const Value = z.object({
  type: z.string(),
  subtype: z.string().optional(),
  description: z.string().optional(),
  objectId: z.string().optional(),
});
type Value = z.infer<typeof Value>;

const Fields = z.array(z.object({ name: z.string(), value: Value.optional() })).default([]);
/** What the debugger tells of an object; private fields are not in its documentation. */
const Described = z.object({ result: Fields, privateProperties: Fields, internalProperties: Fields });

/**
 * How many entries the collections hold that the objects of some classes keep in their fields, private ones too, by the path
 * of each collection: a debugger's view, since nothing else sees a private field.
 */
export async function heldEntries(types: readonly { name: string; prototype: object }[]): Promise<Map<string, number>> {
  const session = new Session();
  session.connect();
  try {
    const held = new Map<string, number>();
    for (const { name, prototype } of types) {
      Object.assign(globalThis, { inspected: prototype });
      const { result } = await session.post('Runtime.evaluate', { expression: 'globalThis.inspected' });
      const { objects } = await session.post('Runtime.queryObjects', { prototypeObjectId: result.objectId ?? '' });
      for (const { value } of await fieldsOf(session, objects.objectId ?? ''))
        if (value) await walk(session, value, name, 0, held);
    }
    return held;
  } finally {
    Object.assign(globalThis, { inspected: undefined });
    session.disconnect();
  }
}

async function describe(session: Session, objectId: string) {
  return Described.parse(await session.post('Runtime.getProperties', { objectId, ownProperties: true }));
}

async function fieldsOf(session: Session, objectId: string) {
  const { result, privateProperties } = await describe(session, objectId);
  return [...result, ...privateProperties].filter(({ name }) => !OTHERS.test(name));
}

async function walk(
  session: Session,
  value: Value,
  path: string,
  depth: number,
  held: Map<string, number>,
): Promise<void> {
  const { objectId, type, subtype } = value;
  if (objectId === undefined || type !== 'object' || depth > MOST_DEEP) return;
  if (subtype === 'map' || subtype === 'set' || subtype === 'array') {
    const size = Number(/\((\d+)\)$/u.exec(value.description ?? '')?.[1] ?? 0);
    held.set(path, (held.get(path) ?? 0) + size);
    for (const entry of await entriesOf(session, objectId, subtype))
      await walk(session, entry, `${path}[]`, depth + 1, held);
    return;
  }
  if (subtype !== undefined) return;
  for (const { name, value: field } of await fieldsOf(session, objectId)) {
    if (field) await walk(session, field, `${path}.${name}`, depth + 1, held);
  }
}

/** Objects among the entries of a collection. */
async function entriesOf(session: Session, objectId: string, subtype: string): Promise<Value[]> {
  const { result, internalProperties } = await describe(session, objectId);
  if (subtype === 'array') return result.flatMap(({ value }) => value ?? []);
  const entries = internalProperties.find(({ name }) => name === '[[Entries]]')?.value?.objectId;
  if (entries === undefined) return [];
  const listed = (await describe(session, entries)).result.flatMap(({ value }) => value?.objectId ?? []);
  const parts = await Promise.all(listed.map((id) => fieldsOf(session, id)));
  return parts.flat().flatMap(({ value }) => value ?? []);
}
