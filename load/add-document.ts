import { setTimeout as sleep } from 'node:timers/promises';
import { DocumentList } from '../src/protocol/rest/documents.ts';

/** Puts a text into a learner's library and waits until it is ready, vectors included. */
export async function addDocument(
  url: string,
  token: string,
  document: { title: string; text: string },
): Promise<void> {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  await fetch(`${url}/api/documents`, { method: 'POST', headers, body: JSON.stringify(document) });
  for (;;) {
    const answer = await fetch(`${url}/api/documents`, { headers });
    const [added] = DocumentList.parse(await answer.json()).documents;
    if (added?.status === 'ready' && added.embedded === added.passages) return;
    if (added?.status === 'failed') throw new Error('the document could not be read');
    await sleep(100);
  }
}
