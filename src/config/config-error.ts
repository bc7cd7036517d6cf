/** A configuration that can't work. The message is for whoever starts the server: a sentence for each variable, which it names. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  /** All of them at once: nobody likes to be told of one mistake after the other. */
  static of(problems: readonly string[]): ConfigError {
    const [only = ''] = problems;
    return new ConfigError(
      problems.length === 1 ? only : `These settings can't be used:\n${problems.map((one) => `- ${one}`).join('\n')}`,
    );
  }
}
