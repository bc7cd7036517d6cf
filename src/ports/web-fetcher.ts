/** A page on its way in. Disposing of it lets go of the connection, read to its end or not. */
export interface WebPage extends Disposable {
  /** Where it was found in the end, after redirects. */
  url: string;
  /** A file name for it, with the ending of its kind where the address has none. */
  name: string;
  /** Its decompressed bytes; a text in another encoding than UTF-8 as UTF-8, if its server says which. Throws `url_too_large`, `url_timeout` or `url_unreachable` in the middle. */
  content: AsyncIterable<Buffer>;
}

/** Reads what is public on the web, and nothing else: an address is somebody's wish, and may point into this network. */
export interface WebFetcher {
  /**
   * Throws AppError: `url_not_allowed` (not http or https, credentials in it, an address that is not public, here or after a
   * redirect), `url_unreachable`, `url_redirects`, `url_kind`, `url_too_large`, `url_timeout`.
   */
  fetch(url: string, signal?: AbortSignal): Promise<WebPage>;
}
