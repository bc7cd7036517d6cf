import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { SearchAnswer, SearchQuery, SimilarQuery } from '../../protocol/rest/search.ts';
import { json, operation } from './operation.ts';

export const searchPaths: ZodOpenApiPathsObject = {
  '/api/search': {
    get: operation({
      id: 'search',
      tag: 'Search',
      summary: 'Find passages of your material, and what was said',
      description:
        'By words, by meaning, or both. With the built-in embedder, meaning is the shape of words: other forms of them and ' +
        'misspellings. Neighbouring passages that both match come as one. Of an answer only what was heard counts.',
      query: SearchQuery,
      answers: { 200: json('Best first.', SearchAnswer) },
      problems: { 404: '`not_found`: there is no such course, or one of the documents is not there' },
    }),
  },
  '/api/messages/{id}/similar': {
    get: operation({
      id: 'findSimilar',
      tag: 'Search',
      summary: 'What else was said that is near in meaning to a message',
      description:
        'In all of your talks, the message itself left out. What was said a moment ago may not be there yet.',
      ofOne: true,
      query: SimilarQuery,
      answers: { 200: json('Nearest first.', SearchAnswer) },
    }),
  },
};
