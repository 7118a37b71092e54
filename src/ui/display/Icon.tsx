import type { LucideIcon } from 'lucide-react'

/** Any icon of Lucide, imported by its own name: `import { Upload } from 'lucide-react'`. */
export type IconType = LucideIcon

/**
 * An icon beside words, or inside a control with an accessible name: always hidden from screen readers.
 * The stroke of 1.5 px comes from `base.css`.
 *
 * @param size pixels; 16 unless told
 */
export function Icon({ icon: Sign, size = 16 }: { icon: IconType; size?: number | undefined }) {
  return <Sign size={size} aria-hidden="true" focusable="false" />
}
