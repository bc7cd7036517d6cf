/** Which files this database knows of: those of documents and their web pages, recordings, parts of uploads. */
export interface FileRecords {
  /**
   * Those of the keys that belong to a learner of this database (a key's first segment) and that no row names, nor one that
   * says that it must go. What belongs to anybody else may be another installation's, which keeps its files in the same place.
   */
  orphans(keys: readonly string[]): Promise<string[]>;
}
