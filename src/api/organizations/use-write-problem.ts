import { useQuery } from '@tanstack/react-query'
import { useApi } from '../context.tsx'

/**
 * Why nothing can be changed in this organization; `undefined` where it can, or nobody knows. Said of the person, who may
 * have signed in with an identity provider and never have seen a token.
 */
export function useWriteProblem(org: string): string | undefined {
  const { data } = useQuery({ ...useApi().writeAccess(org), enabled: org !== '' })
  if (data?.allowed !== false) return undefined
  return data.refused === true
    ? 'The server refused the last change: you may not change files here.'
    : 'You may only read in this organization.'
}
