/** Attributes of a link to the operator’s page: a page of its own, which the app’s router would look for in the app. */
export const operatorsPage = { href: '/admin', target: '_top' } as const;
