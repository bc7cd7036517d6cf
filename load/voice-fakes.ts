/** Times of the services that stand in for paid ones. */
export const HEARS_MS = 100;
export const FIRST_TOKEN_MS = 50;
export const SPEAKS_MS = 30;
/** How slowly the fixed voice speaks. */
export const MS_PER_CHAR = 40;
