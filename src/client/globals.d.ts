/** Set at build time: `SERVICE_WORKER=retire` builds a worker that removes itself. */
declare const __RETIRE_SERVICE_WORKER__: boolean;
