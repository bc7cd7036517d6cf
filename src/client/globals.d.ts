/** Set at build time: `SERVICE_WORKER=retire` builds a worker that removes itself. */
declare const __RETIRE_SERVICE_WORKER__: boolean;
/** Address of what pdf.js loads when a PDF needs it: fonts, character maps, decoders of pictures. Ends with a slash. */
declare const __PDFJS_FILES__: string;
