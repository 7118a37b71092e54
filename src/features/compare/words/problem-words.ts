import { ApiError } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'

/** Why a comparison failed, for a reader: what the server refused in the words of the console, all else as it was thrown. */
export function problemWords(error: unknown): string {
  if (error instanceof ApiError) {
    const { title, advice } = explainError(error)
    return `${title}. ${advice}`
  }
  return error instanceof Error ? error.message : String(error)
}
