import { z } from 'zod';
import { Env } from './env.ts';

/** Values that are shown to nobody, not even to whoever has set them: a terminal is read by others, too. */
const SECRET = /KEY|SECRET|TOKEN|PASSWORD|SID|URL|NUMBER|EMAILS/;

/** What other addresses than those of the web begin with. */
const SCHEMES: Readonly<Record<string, string>> = { DATABASE_URL: 'postgres', REDIS_URL: 'redis' };

/** What is wrong with the variables, a sentence for each. */
export function envProblems(issues: readonly z.core.$ZodIssue[], values: Readonly<Record<string, unknown>>): string[] {
  const byName = new Map(issues.map((issue) => [String(issue.path[0]), issue]));
  return [...byName].map(([name, issue]) => {
    const value = values[name];
    const got = SECRET.test(name) || value === undefined ? '' : `, got "${String(value)}"`;
    return `${name} ${wanted(name, issue)}${got}.`;
  });
}

function wanted(name: string, issue: z.core.$ZodIssue): string {
  const { minimum, maximum } = rangeOf(name);
  if (minimum !== undefined && maximum !== undefined) return `must be a number from ${minimum} to ${maximum}`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`;
  if (issue.code === 'invalid_format' && issue.format === 'url') {
    return `must be a whole address, such as ${SCHEMES[name] ?? 'https'}://host`;
  }
  return `can't be used: ${issue.message}`;
}

/** The bounds of a variable that is a number. */
function rangeOf(name: string): { minimum?: number | undefined; maximum?: number | undefined } {
  const { properties } = z.toJSONSchema(Env, { io: 'output', unrepresentable: 'any' });
  const schema = properties?.[name];
  return typeof schema === 'object' ? { minimum: schema.minimum, maximum: schema.maximum } : {};
}
