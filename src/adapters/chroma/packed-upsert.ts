import { ChromaNotFoundError } from 'chromadb';

/** Where a collection is. */
export interface CollectionPlace {
  /** Of the server. */
  url: URL;
  headers: Record<string, string>;
  tenant: string;
  database: string;
  collectionId: string;
}

export interface Records {
  ids: string[];
  /** Each of as many numbers as the collection has dimensions; stored as 32-bit floats. */
  embeddings: Float32Array<ArrayBuffer>[];
  metadatas: Record<string, string>[];
}

/**
 * What the client's `upsert` sends, to a server that takes vectors packed. The client packs them byte by byte, which took four times the
 * processor time of all that is done here for a vector (docs/retrieval.md). Throws ChromaNotFoundError for a collection that
 * is not there, and Error with what the server said.
 */
export async function upsertPacked(place: CollectionPlace, records: Records, signal: AbortSignal): Promise<void> {
  const { url, headers, tenant, database, collectionId } = place;
  const path = ['tenants', tenant, 'databases', database, 'collections', collectionId]
    .map(encodeURIComponent)
    .join('/');
  const { ids, embeddings, metadatas } = records;
  const answer = await fetch(new URL(`/api/v2/${path}/upsert`, url), {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ ids, embeddings: embeddings.map(packed), metadatas }),
    signal,
  });
  const said = await answer.text();
  if (answer.status === 404) throw new ChromaNotFoundError(said);
  if (!answer.ok) throw new Error(`Chroma answered ${answer.status}: ${said.slice(0, 500)}`);
}

/** Little-endian, as every machine that Node runs on is. */
function packed({ buffer, byteOffset, byteLength }: Float32Array<ArrayBuffer>): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}
