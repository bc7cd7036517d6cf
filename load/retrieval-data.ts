import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** A stretch of UTF-16 offsets. */
export interface Stretch {
  start: number;
  end: number;
}

export interface Asked {
  story: string;
  question: string;
  /** Stretches of the story, each of which answers it. */
  gold: Stretch[];
  /** As somebody answered it; empty where the set has none. */
  answer: string;
}

export interface DataSet {
  name: string;
  /** Text by name. */
  stories: Map<string, string>;
  questions: Asked[];
}

const Line = z.object({
  story: z.string(),
  question: z.string(),
  gold: z.array(z.tuple([z.number(), z.number()])),
  answers: z.array(z.string()).default([]),
});

/** Texts and questions of a folder; undefined where it isn't there. Its files count code points, we UTF-16 units. */
export async function readDataSet(folder: string, name: string): Promise<DataSet | undefined> {
  const dir = join(folder, name);
  if (!existsSync(dir)) return undefined;
  const stories = new Map<string, string>();
  const offsets = new Map<string, number[]>();
  for (const file of (await readdir(join(dir, 'stories'))).sort()) {
    const text = await readFile(join(dir, 'stories', file), 'utf8');
    stories.set(file.replace(/\.txt$/, ''), text);
    offsets.set(file.replace(/\.txt$/, ''), unitOffsets(text));
  }
  const lines = (await readFile(join(dir, 'questions.jsonl'), 'utf8')).trim().split('\n');
  const questions = lines.map((line) => {
    const { story, question, gold, answers } = Line.parse(JSON.parse(line));
    const units = offsets.get(story) ?? [];
    const place = (point: number) => units[point] ?? units.at(-1) ?? 0;
    const stretches = gold.map(([start, end]) => ({ start: place(start), end: place(end) }));
    return { story, question, gold: stretches, answer: answers[0] ?? '' };
  });
  return { name, stories, questions };
}

/** The UTF-16 offset of each code point, and of the end. */
function unitOffsets(text: string): number[] {
  const offsets: number[] = [];
  let at = 0;
  for (const character of text) {
    offsets.push(at);
    at += character.length;
  }
  return [...offsets, at];
}
