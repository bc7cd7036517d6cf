/** Sends short text messages to telephones. */
export interface TextMessages {
  /**
   * @param to E.164
   * Throws AppError: `sms_refused` (this number or text), `sms_unavailable` (503, retryable).
   */
  send(to: string, text: string): Promise<void>;
}
