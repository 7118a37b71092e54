import { FORMATS } from './kinds.ts'

/** Content types to choose from where one may also be typed: what clinical systems keep as Binary, by its plain name. */
export const COMMON_CONTENT_TYPES: { value: string; label: string }[] = [
  ...FORMATS.filter(({ isCommon }) => isCommon).map(({ type, label }) => ({
    value: type,
    label: label.charAt(0).toUpperCase() + label.slice(1),
  })),
  { value: 'text/plain; charset=utf-8', label: 'Plain text, UTF-8' },
  { value: 'application/octet-stream', label: 'Unknown kind' },
]
