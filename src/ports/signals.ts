/** What one part tells the others about a running thing, on whatever node it runs. */
export type Signal =
  /** The learner wants this turn to stop, having heard so many characters of it. A node of an older version names no learner. */
  | { type: 'interrupt'; learnerId?: string; conversationId: string; turnId: string; heardChars: number }
  /** A newer socket serves this conversation; older ones close with 4409. */
  | { type: 'replaced'; conversationId: string; connectionId: string }
  /** Something was stored in this conversation and could not be told; its sockets close with 4410. */
  | { type: 'untold'; conversationId: string }
  /** The n-th socket of this call is open: those before it are closed. */
  | { type: 'line_replaced'; callSid: string; nth: number }
  /** These sign-ins are over; their sockets close with 4401. `credentialId` undefined means all of the learner's. */
  | { type: 'signed_out'; learnerId: string; credentialId?: string; exceptCredentialId?: string }
  /** What this talk is about, its mode or its language has changed; `conversationId` undefined: what is in a course of the learner's. */
  | { type: 'changed'; learnerId: string; conversationId?: string }
  /** This conversation is gone, with what runs in it; `conversationId` undefined means all of the learner's. */
  | { type: 'deleted'; learnerId: string; conversationId?: string }
  /** A telephone number no longer opens this learner's account; calls from it are over. */
  | { type: 'unlinked'; learnerId: string }
  /** The learner does not want this document to be read any more; whoever reads it stops. */
  | { type: 'cancelled'; learnerId: string; documentId: string }
  /** An ingestion moved on. */
  | { type: 'document'; learnerId: string; documentId: string };

/** Fire and forget between nodes: delivered at most once, to those who listen now. */
export interface Signals {
  /** Never rejects: what could not be sent is logged. */
  publish(signal: Signal): Promise<void>;
  /** @returns the function that ends it. */
  subscribe(listener: (signal: Signal) => void): () => void;
}
