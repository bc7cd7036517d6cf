import type { Services } from '../../../src/protocol/common.ts';
import type { LoggedEvent, Ready } from '../../../src/protocol/server-events.ts';

export const conversationId = '0197b0f5-6a3e-7c11-8d42-5be1f3a6c001';
export const turnId = '0197b0f5-6a3e-7c11-8d42-5be1f3a6c0aa';
export const answerId = '0197b0f5-6a3e-7c11-8d42-5be1f3a6c0ab';
export const documentId = '0197b0f5-6a3e-7c11-8d42-5be1f3a6c0d0';
const allWell: Services = { model: 'ok', stt: 'ok', tts: 'ok', vectors: 'ok', embedder: 'ok' };

export function ready(offset: number, resumed: boolean, epoch = 'first'): Ready {
  return { type: 'ready', conversationId, epoch, offset, resumed, services: allWell };
}

export function delta(offset: number, text = `d${offset} `): LoggedEvent {
  return { type: 'delta', turnId, text, offset };
}
