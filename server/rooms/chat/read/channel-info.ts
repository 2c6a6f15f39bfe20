/** A channel's row, as it is told. */
import type { ChannelInfo, ChannelType } from '../../../../shared/chat/types.ts'
import type { ChannelTable } from './standing.ts'

export const channelInfo = (row: ChannelTable): ChannelInfo => ({
  room: row.room,
  type: row.type as ChannelType,
  title: row.title,
  topic: row.topic,
  listed: row.listed === 1,
  slowMs: row.slow_ms,
  retentionDays: row.retention_days,
  archived: row.archived === 1,
  createdBy: row.created_by,
  createdAt: row.created_at,
  memberCount: row.member_count,
})
