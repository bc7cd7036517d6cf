import type { DatabaseConfig } from '../../config/config.ts';
import type { Thrown } from './thrown.ts';

/** A call of a store's method, for the thread that has the stores. */
export interface StoreCall {
  /** The method's name, after those of what it belongs to: `['texts', 'material', 'progress']`. */
  path: readonly string[];
  parameters: readonly unknown[];
}

/** What the thread of stores is asked. */
export type StoresJob = { open: DatabaseConfig } | { file: number; call: StoreCall } | { close: number };

/** A file that the thread has open, and what of it can be called. */
export interface OpenedFile {
  number: number;
  shape: StoresShape;
}

export type StoreAnswer = { value: unknown } | { thrown: Thrown };

/** What can be called and read of an object of stores. */
export interface StoresShape {
  methods: string[];
  /** Members that stay as they are. */
  values: Record<string, unknown>;
  parts: Record<string, StoresShape>;
}

type Members = Record<string, unknown>;

export function shapeOf(object: object): StoresShape {
  const shape: StoresShape = { methods: [], values: {}, parts: {} };
  for (const [name, member] of Object.entries(object)) {
    if (typeof member === 'function') shape.methods.push(name);
    else if (isObject(member)) shape.parts[name] = shapeOf(member);
    else shape.values[name] = member;
  }
  return shape;
}

/** An object of that shape, each method of which is a call. */
export function callerOf(
  shape: StoresShape,
  call: (call: StoreCall) => Promise<unknown>,
  path: string[] = [],
): Members {
  const methods = shape.methods.map((name) => [
    name,
    (...parameters: unknown[]) => call({ path: [...path, name], parameters }),
  ]);
  const parts = Object.entries(shape.parts).map(([name, part]) => [name, callerOf(part, call, [...path, name])]);
  return { ...shape.values, ...Object.fromEntries(methods), ...Object.fromEntries(parts) };
}

/** Calls the method itself. Throws what it throws. */
export async function carryOut(object: object, { path, parameters }: StoreCall): Promise<unknown> {
  let owner: unknown = object;
  for (const name of path.slice(0, -1)) owner = isObject(owner) ? Reflect.get(owner, name) : undefined;
  const method: unknown = isObject(owner) ? Reflect.get(owner, path.at(-1) ?? '') : undefined;
  if (typeof method !== 'function') throw new TypeError(`stores have no ${path.join('.')}`);
  return await Reflect.apply(method, owner, parameters);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
