import { z } from 'zod';
import type { ToolDefinition } from '../ports/language-model.ts';

const LONGEST_QUERY = 300;

export const SEARCH_TOOL: ToolDefinition = {
  name: 'search_material',
  description:
    "Searches the learner's own study material and gives passages that you can cite. Use it when the passages at hand do not hold what the learner asks about.",
  inputSchema: {
    type: 'object',
    properties: {
      query: {
        type: 'string',
        description: 'What to look for: a full question or its key words, in the language of the material.',
      },
    },
    required: ['query'],
    additionalProperties: false,
  },
};

/** Whose material is searched is not the model's to say, so there is nothing here but the words. */
const SearchInput = z.object({ query: z.string().trim().min(1).max(LONGEST_QUERY) });

/** The query of a call; undefined for a call of another tool, or with an input that can't be used. */
export function searchQueryOf(call: { name: string; input: unknown }): string | undefined {
  if (call.name !== SEARCH_TOOL.name) return undefined;
  const parsed = SearchInput.safeParse(call.input);
  return parsed.success ? parsed.data.query : undefined;
}
