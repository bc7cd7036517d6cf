import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Seconds; dense where a page feels quick or slow. */
const BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export interface AnsweredRequest {
  method: string;
  /** The route's template, never the URL: every label value is one more series for ever. */
  route: string;
  status: number;
  ms: number;
  /** An event stream: it lasts as long as someone listens, so its time says nothing. */
  streamed: boolean;
}

/** Rate, errors and duration of what the HTTP door answers. Log lines of requests are pino-http's. */
export function createHttpEvents(registry: Registry) {
  const registers = [registry];
  const requests = new Counter({
    name: 'lva_http_requests_total',
    help: 'Requests answered',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'lva_http_request_seconds',
    help: 'Time from the request to the end of its answer, event streams left out',
    labelNames: ['method', 'route'],
    buckets: BUCKETS,
    registers,
  });
  const running = new Gauge({
    name: 'lva_http_requests_running',
    help: 'Requests being answered now, event streams among them',
    registers,
  });

  return {
    began(): void {
      running.inc();
    },

    answered({ method, route, status, ms, streamed }: AnsweredRequest): void {
      running.dec();
      requests.inc({ method, route, status });
      if (!streamed) durations.observe({ method, route }, ms / 1000);
    },
  };
}

export type HttpEvents = ReturnType<typeof createHttpEvents>;
