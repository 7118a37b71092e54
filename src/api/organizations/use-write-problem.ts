import { useQuery } from '@tanstack/react-query'
import { useApi } from '../context.tsx'

/** Why nothing can be changed in this organization with this token; `undefined` where it can, or nobody knows. */
export function useWriteProblem(org: string): string | undefined {
  const { data } = useQuery({ ...useApi().writeAccess(org), enabled: org !== '' })
  if (data?.allowed !== false) return undefined
  return data.refused === true
    ? 'The server refused the last change: this access token may not write here.'
    : 'This access token may only read.'
}
