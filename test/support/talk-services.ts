import { AppError, unavailable } from '../../src/errors.ts';
import { fromMulaw } from '../../src/sound/mulaw.ts';
import { FakeClock } from './fake-clock.ts';
import { ScriptedSpeechToText, type ScriptedStretch } from './scripted-speech-to-text.ts';
import { ScriptedVoice } from './scripted-voice.ts';
import type { TalkScript } from './talk-script.ts';
import type { Voice } from './talk-timeline.ts';
import { TalkTutor } from './talk-tutor.ts';

/** How loud a voice is tells the recogniser which one it is: loudnesses that a telephone's µ-law doesn't change. */
const LEVELS = [...new Set(fromMulaw(Uint8Array.from({ length: 128 }, (_, at) => 128 + at)))]
  .filter((level) => level > 4000)
  .sort((a, b) => a - b);
/** A streaming recogniser tells one word more in so many ms of sound. */
const MS_PER_WORD = 350;

/** Services that do what a talk's script says, in the script's time. */
export function createTalkServices(script: TalkScript, voices: Voice[]) {
  const clock = new FakeClock();
  const stt = new ScriptedSpeechToText(script.recogniser.streaming);
  const tts = new ScriptedVoice();
  const tutor = new TalkTutor(script.answers, clock);
  const services = { hearing: true };
  stt.onStretch = (stretch) => void recognise(stretch);

  async function recognise(stretch: ScriptedStretch): Promise<void> {
    if (script.recogniser.streaming) stretch.onSound = () => tellWords(stretch);
    await stretch.heardAll;
    stretch.onSound = undefined;
    const works = services.hearing;
    clock.after(script.recogniser.ms, () => {
      if (works) stretch.end(wordsOf(stretch));
      else stretch.fail(unavailable('stt_unreachable', 'The recogniser is down.'));
    });
  }

  function tellWords(stretch: ScriptedStretch): void {
    const words = wordsOf(stretch).split(' ');
    const heard = words.slice(0, Math.floor(stretch.samples / 16 / MS_PER_WORD)).join(' ');
    if (heard !== '' && services.hearing) stretch.partial(heard);
  }

  function wordsOf({ level }: ScriptedStretch): string {
    return voices[LEVELS.indexOf(level)]?.words ?? '';
  }

  return {
    clock,
    stt,
    tts,
    tutor,
    setHearing(works: boolean): void {
      services.hearing = works;
    },
    setSpeaking(works: boolean): void {
      tts.broken = works ? undefined : new AppError({ code: 'tts_failed', status: 502, message: 'x', retryable: true });
    },
    /** Sound of the voice with this index, 16 kHz. */
    soundOf(voice: number, ms: number): Int16Array {
      const level = LEVELS[voice];
      if (level === undefined) throw new Error('so many voices a talk can’t have');
      return new Int16Array(ms * 16).fill(level);
    },
    /** What shows that something is still going on. */
    activity: (): string =>
      [tts.said.length, tts.running, tutor.asked.length, tutor.running, stt.stretches.length].join(),
  };
}

export type TalkServices = ReturnType<typeof createTalkServices>;
