import { lazyPart } from '#ui/lazy-part.ts'

/** The page of a Binary, whose code the list loads ahead. */
export const binaryPage = lazyPart(async () => (await import('./BinaryPage.tsx')).default)
