import { RecordingList } from '../../protocol/rest/recordings.ts';
import { command, request } from './request.ts';

export function listRecordings(cursor?: string): Promise<RecordingList> {
  const more = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
  return request(RecordingList, `/api/recordings?limit=20${more}`);
}

/** Where a player finds the sound. */
export function recordingAddress(id: string): string {
  return `/api/recordings/${id}/audio`;
}

export function deleteRecording(id: string): Promise<void> {
  return command(`/api/recordings/${id}`, { method: 'DELETE' });
}

export function deleteAllRecordings(): Promise<void> {
  return command('/api/recordings', { method: 'DELETE' });
}
