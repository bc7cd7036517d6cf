import type { Picture, Pictures } from '../../ports/pictures.ts';
import { resultInThread, type ThreadLimits } from './extraction-thread.ts';

export interface PicturesOptions extends Partial<ThreadLimits> {
  /** Pixels of an image, before it is made small. */
  maxPixels?: number;
}

const LIMITS: ThreadLimits = { timeLimitMs: 60_000, memoryLimitMb: 512 };
/** Models see no more than that of a picture's longer edge; what is larger costs more and shows nothing. */
const MAX_EDGE = 1568;
/** Twice what telephones take. */
const MAX_PIXELS = 100_000_000;

const PAGE = { code: 'pdf', name: 'PDF' };
const IMAGE = { code: 'image', name: 'image' };

/** Draws and shrinks in threads of their own. Codes: `image_damaged`, `image_too_large`, `image_too_slow`, `image_too_heavy`, the same for `pdf`. */
export function createPictures(options: PicturesOptions = {}): Pictures {
  const limits = { ...LIMITS, ...options };

  return {
    async ofPages(file, pages, signal) {
      const task = { work: 'draw', file, pages, maxEdge: MAX_EDGE } as const;
      return (await resultInThread(task, limits, PAGE, signal)).map(toPicture);
    },
    async ofImage(file, signal) {
      const maxPixels = options.maxPixels ?? MAX_PIXELS;
      const task = { work: 'shrink', file, maxEdge: MAX_EDGE, maxPixels } as const;
      return toPicture(await resultInThread(task, limits, IMAGE, signal));
    },
  };
}

function toPicture(bytes: Uint8Array): Picture {
  return { type: 'image/jpeg', bytes };
}
