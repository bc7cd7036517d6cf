/** Just enough of the protocol-buffer wire format to write an ONNX model. */
const VARINT = 0;
const BYTES = 2;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    const more = rest > 0x7f;
    bytes.push((rest % 0x80) + (more ? 0x80 : 0));
    rest = Math.floor(rest / 0x80);
  } while (rest > 0);
  return Buffer.from(bytes);
}

function int(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8 + VARINT), varint(value)]);
}

function bytes(field: number, value: Buffer | string): Buffer {
  const content = Buffer.from(value);
  return Buffer.concat([varint(field * 8 + BYTES), varint(content.length), content]);
}

function message(field: number, ...parts: Buffer[]): Buffer {
  return bytes(field, Buffer.concat(parts));
}

const FLOAT = 1;
const INT64 = 7;

/** GraphProto.input or .output: a tensor with named dimensions or fixed ones. */
export function tensorInfo(field: number, name: string, type: 'float' | 'int64', dims: (string | number)[]): Buffer {
  const shape = dims.map((dim) => message(1, typeof dim === 'number' ? int(1, dim) : bytes(2, dim)));
  const tensor = message(1, int(1, type === 'float' ? FLOAT : INT64), message(2, ...shape));
  return message(field, bytes(1, name), message(2, tensor));
}

/** GraphProto.initializer: a constant of floats. */
export function constant(name: string, dims: number[], values: Float32Array): Buffer {
  const raw = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return message(5, ...dims.map((dim) => int(1, dim)), int(2, FLOAT), bytes(8, name), bytes(9, raw));
}

/** GraphProto.node, with attributes that are whole numbers or lists of them. */
export function node(
  op: string,
  inputs: string[],
  output: string,
  attributes: Record<string, number | number[]> = {},
): Buffer {
  const list = Object.entries(attributes).map(([name, value]) => message(5, ...attribute(name, value)));
  return message(1, ...inputs.map((input) => bytes(1, input)), bytes(2, output), bytes(4, op), ...list);
}

const INT = 2;
const INTS = 7;

/** AttributeProto */
function attribute(name: string, value: number | number[]): Buffer[] {
  if (typeof value === 'number') return [bytes(1, name), int(3, value), int(20, INT)];
  return [bytes(1, name), ...value.map((item) => int(8, item)), int(20, INTS)];
}

/** A whole model file. */
export function onnxModel(...graph: Buffer[]): Buffer {
  return Buffer.concat([int(1, 8), bytes(2, 'tests'), message(7, bytes(2, 'graph'), ...graph), message(8, int(2, 12))]);
}
