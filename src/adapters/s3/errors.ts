import { NoSuchKey, S3ServiceException } from '@aws-sdk/client-s3';
import { AppError, unavailable } from '../../errors.ts';

const BUSY = new Set(['SlowDown', 'ServiceUnavailable', 'InternalError', 'ThrottlingException', 'RequestTimeout']);

/** Any error of the SDK, or of the connection under it, as an AppError whose sentence an operator can act on. */
export function toBlobError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (!(error instanceof S3ServiceException)) {
    return unavailable('files_unavailable', 'The storage for files can not be reached.', error);
  }
  const status = error.$metadata.httpStatusCode ?? 0;
  if (error instanceof NoSuchKey) return blobMissing(error);
  if (error.name === 'NoSuchBucket' || status === 404) {
    return refused('files_bucket_missing', 'The bucket for files (S3_BUCKET) does not exist.', error);
  }
  if (status === 401 || status === 403) {
    return refused('files_forbidden', 'The storage for files refused the key of S3_ACCESS_KEY_ID.', error);
  }
  if (status === 429 || status >= 500 || BUSY.has(error.name)) {
    return unavailable('files_unavailable', 'The storage for files is too busy right now.', error);
  }
  return refused('files_refused', 'The storage for files refused a request; check the S3_ variables.', error);
}

function blobMissing(cause: unknown): AppError {
  return new AppError({ code: 'blob_missing', status: 404, message: 'The file is not there any more.', cause });
}

/** Waiting does not help: somebody has to change something. */
function refused(code: string, message: string, cause: unknown): AppError {
  return new AppError({ code, status: 503, message, cause });
}
