import { Silero } from '@ricky0123/vad-web/dist/models/silero.js';
import modelUrl from '@ricky0123/vad-web/dist/silero_vad_v6.onnx?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import * as ort from 'onnxruntime-web/wasm';
import type { SpeechModel } from './voice-detector.ts';

/**
 * Loads the model that knows a voice, and the WebAssembly that runs it: both from this site, and kept by the service worker.
 * @throws when they can't be had
 */
export async function loadSilero(): Promise<SpeechModel> {
  ort.env.logLevel = 'error';
  const runtime = await packedRuntime();
  if (runtime) ort.env.wasm.wasmBinary = runtime;
  else ort.env.wasm.wasmPaths = { wasm: wasmUrl };
  // More threads would need a page isolated from all others, and 32 ms of sound need none.
  ort.env.wasm.numThreads = 1;
  return await Silero.new(ort, async () => {
    const response = await fetch(modelUrl);
    if (!response.ok) throw new Error(`The voice detector’s model was refused: ${response.status}.`);
    return await response.arrayBuffer();
  });
}

/** What runs the model, as the build has packed it; undefined where this browser can't unpack it, or nothing was built. */
async function packedRuntime(): Promise<ArrayBuffer | undefined> {
  if (import.meta.env.DEV || !('DecompressionStream' in globalThis)) return undefined;
  const { ok, body } = await fetch(`${wasmUrl}.gz`);
  if (!ok || !body) return undefined;
  return await new Response(body.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
}
