import type { ServerResponse } from 'node:http';
import { type MessagesBody, type RecordedRequest, searchResultsOf } from './fake-messages-api-request.ts';
import type { ScriptedUsage, Step } from './fake-messages-api-script.ts';

/** Plays a script as the event stream of one message, block by block, as the Messages API sends it. */
export class MessageStream {
  readonly #response: ServerResponse;
  readonly #request: RecordedRequest;
  readonly #usage: ScriptedUsage;
  #index = -1;
  #open: 'text' | 'cited text' | undefined;
  #stopReason = 'end_turn';
  #pinged = false;

  constructor(response: ServerResponse, request: RecordedRequest) {
    this.#response = response;
    this.#request = request;
    this.#usage = {
      input_tokens: Math.ceil(JSON.stringify(request.body.messages).length / 4),
      output_tokens: 1,
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
    };
  }

  async play(steps: Step[]): Promise<void> {
    for (const step of steps) if (step.do === 'usage') Object.assign(this.#usage, step.usage);
    const outputGiven = steps.some((step) => step.do === 'usage' && step.usage.output_tokens !== undefined);
    this.#start();
    for (const step of steps) {
      if (this.#request.abandoned) return;
      if (!outputGiven && step.do === 'text') this.#usage.output_tokens += Math.ceil(step.text.length / 4);
      if (await this.#perform(step)) return;
    }
    this.#closeBlock();
    this.#send('message_delta', {
      delta: { stop_reason: this.#stopReason, stop_sequence: null },
      usage: this.#usage,
    });
    this.#send('message_stop', {});
    this.#response.end();
  }

  /** @returns whether the stream is over. */
  async #perform(step: Step): Promise<boolean> {
    switch (step.do) {
      case 'text':
        this.#text(step.text);
        return false;
      case 'cite':
        this.#cite(step);
        return false;
      case 'think':
        this.#think(step.text);
        return false;
      case 'tool':
        this.#tool(step);
        return false;
      case 'ping':
        this.#send('ping', {});
        return false;
      case 'wait':
        await step.until(this.#request);
        return this.#request.abandoned;
      case 'error':
        this.#send('error', { error: { type: step.type, message: step.message } });
        this.#response.end();
        return true;
      case 'raw':
        this.#response.write(step.bytes);
        return false;
      case 'cut':
        // Written bytes must leave first, or the cut would eat what was said before it.
        await new Promise<void>((resolve) => this.#response.write('\n', () => resolve()));
        this.#response.destroy();
        return true;
      case 'end':
        this.#response.end();
        return true;
      case 'stop':
        this.#stopReason = step.reason;
        return false;
      case 'usage':
        return false;
    }
  }

  #start(): void {
    this.#response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'request-id': this.#request.id,
    });
    const message = {
      id: this.#request.id.replace('req_', 'msg_'),
      type: 'message',
      role: 'assistant',
      model: this.#request.body.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...this.#usage, output_tokens: 1 },
    };
    this.#send('message_start', { message });
  }

  #text(text: string): void {
    // What follows a citation is a block of its own: citations are said of whole blocks.
    if (this.#open === 'cited text') this.#closeBlock();
    if (!this.#open) {
      this.#openBlock(
        searchResultsOf(this.#request.body).length > 0
          ? { type: 'text', text: '', citations: [] }
          : { type: 'text', text: '' },
      );
      this.#open = 'text';
    }
    this.#delta({ type: 'text_delta', text });
  }

  #cite(step: Extract<Step, { do: 'cite' }>): void {
    if (!this.#open) this.#text('');
    this.#delta({ type: 'citations_delta', citation: citationOf(this.#request.body, step) });
    this.#open = 'cited text';
  }

  #think(text: string): void {
    this.#closeBlock();
    this.#openBlock({ type: 'thinking', thinking: '', signature: '' });
    this.#delta({ type: 'thinking_delta', thinking: text });
    this.#delta({ type: 'signature_delta', signature: 'c2lnbmVk' });
    this.#open = 'text';
    this.#closeBlock();
  }

  #tool(step: Extract<Step, { do: 'tool' }>): void {
    this.#closeBlock();
    this.#openBlock({ type: 'tool_use', id: step.id, name: step.name, input: {} });
    // The API sends an empty part first, and breaks the JSON anywhere.
    const middle = Math.ceil(step.json.length / 2);
    for (const part of ['', step.json.slice(0, middle), step.json.slice(middle)]) {
      this.#delta({ type: 'input_json_delta', partial_json: part });
    }
    this.#open = 'text';
    this.#closeBlock();
    this.#stopReason = 'tool_use';
  }

  #openBlock(block: Record<string, unknown>): void {
    this.#index += 1;
    this.#send('content_block_start', { index: this.#index, content_block: block });
    if (!this.#pinged) this.#send('ping', {});
    this.#pinged = true;
  }

  #delta(delta: Record<string, unknown>): void {
    this.#send('content_block_delta', { index: this.#index, delta });
  }

  #closeBlock(): void {
    if (this.#open) this.#send('content_block_stop', { index: this.#index });
    this.#open = undefined;
  }

  #send(event: string, data: Record<string, unknown>): void {
    this.#response.write(`event: ${event}\ndata: ${JSON.stringify({ type: event, ...data })}\n\n`);
  }
}

function citationOf(body: MessagesBody, step: Extract<Step, { do: 'cite' }>): Record<string, unknown> {
  const result = searchResultsOf(body)[step.result - 1];
  if (!result) throw new Error(`the script cites search result ${step.result}, which the request does not have`);
  const quoted = result.content.slice(step.from, step.to).map((block) => block.text);
  return {
    type: 'search_result_location',
    cited_text: step.quote ?? quoted.join(''),
    source: result.source,
    title: result.title,
    search_result_index: step.result - 1,
    start_block_index: step.from,
    end_block_index: step.to,
  };
}
