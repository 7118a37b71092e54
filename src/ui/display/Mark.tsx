/** The mark: a small compass rose in a ring. Drawn in the colour of the text around it, unseen by screen readers. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true">
      <circle cx="16" cy="16" r="14" stroke="currentColor" strokeWidth="1.5" />
      <path
        d="M16 2v3.5M16 26.5V30M2 16h3.5M26.5 16H30M6.1 6.1l1.8 1.8M24.1 24.1l1.8 1.8M25.9 6.1l-1.8 1.8M7.9 24.1l-1.8 1.8"
        stroke="currentColor"
        strokeWidth="1.25"
        strokeLinecap="round"
      />
      <path d="M16 6.5 18.6 16h-5.2z" fill="currentColor" />
      <path
        d="M16 25.5 13.4 16h5.2z"
        stroke="currentColor"
        strokeWidth="1.25"
        strokeLinejoin="round"
      />
      <path d="M6.8 16 13 14.3v3.4zM25.2 16 19 17.7v-3.4z" fill="currentColor" opacity="0.55" />
    </svg>
  )
}
