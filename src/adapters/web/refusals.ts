import { AppError, invalid } from '../../errors.ts';

export function notAllowed(message: string): AppError {
  return invalid('url_not_allowed', message);
}

export function notPublic(): AppError {
  return notAllowed('Only pages on the public internet can be added.');
}

export function unreachable(message = 'The page could not be reached.', cause?: unknown): AppError {
  return invalid('url_unreachable', message, cause);
}

export function tooManyRedirects(): AppError {
  return invalid('url_redirects', 'The page leads from one address to the next without an end.');
}

export function timedOut(): AppError {
  return invalid('url_timeout', 'The page took too long to arrive.');
}

export function wrongKind(): AppError {
  return new AppError({
    code: 'url_kind',
    status: 415,
    message: 'There is something at this address that cannot be read. Web pages, text, Markdown and PDF can.',
  });
}

export function tooLarge(maxBytes: number): AppError {
  const megabytes = Math.floor(maxBytes / (1024 * 1024));
  return new AppError({ code: 'url_too_large', status: 413, message: `Pages may have ${megabytes} MB at most.` });
}
