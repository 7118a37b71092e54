import { Banner } from '#ui/feedback/Banner.tsx'
import documentStyles from '../parts/document.module.css'

/** What is to be said about an archive or a file of it, the worst first. */
export function Remarks({ remarks, role }: { remarks: readonly string[]; role?: 'status' }) {
  const [first, ...others] = remarks
  if (first === undefined) return null
  return (
    <Banner tone="warning" title={first} role={role}>
      {others.length > 0 && (
        <ul className={documentStyles['remarks']}>
          {others.map((remark) => (
            <li key={remark}>{remark}</li>
          ))}
        </ul>
      )}
    </Banner>
  )
}
