import { parseSetCookie } from 'cookie';

/** The fields of answers that tests look at; an answer has those of its kind, and a problem document its own. */
interface Body {
  id: string;
  name: string;
  title: string;
  text: string;
  token: string;
  invite: string;
  code: string;
  detail: string;
  status: unknown;
  current: boolean;
  nextCursor?: string;
  user: Body;
  role: string;
  message: Body;
  answer: Body;
  profile: Body;
  conversations: Body[];
  messages: Body[];
  documents: Body[];
  devices: Body[];
  tokens: Body[];
  links: Body[];
  number: string | null;
}

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed where it is JSON. */
  body: Body;
  text: string;
}

/** A browser as far as HTTP goes: keeps cookies and says which page it is on. */
export class Browser {
  readonly url: string;
  /** Cookies by name. */
  readonly cookies = new Map<string, string>();
  /** `Set-Cookie` lines of the last answer. */
  setCookies: string[] = [];
  origin: string | undefined;

  constructor(url: string, secure = false) {
    this.url = url;
    this.origin = secure ? url.replace('http:', 'https:') : url;
  }

  get = (path: string, headers: Record<string, string> = {}) => this.send('GET', path, undefined, headers);
  post = (path: string, body?: unknown, headers: Record<string, string> = {}) => this.send('POST', path, body, headers);
  patch = (path: string, body?: unknown) => this.send('PATCH', path, body);
  delete = (path: string, body?: unknown) => this.send('DELETE', path, body);

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await this.fetch(method, path, body, headers);
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: JSON.parse(isJson && text !== '' ? text : 'null'),
      text,
    };
  }

  /** The answer as it comes, for streams. */
  async fetch(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ): Promise<Response> {
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(this.cookies.size > 0 && {
          cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        }),
        ...(this.origin !== undefined && method !== 'GET' && { origin: this.origin }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    this.#keepCookies(response);
    return response;
  }

  #keepCookies(response: Response): void {
    this.setCookies = response.headers.getSetCookie();
    for (const line of this.setCookies) {
      const { name, value, expires } = parseSetCookie(line);
      if (!value || (expires && expires.getTime() <= Date.now())) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}
