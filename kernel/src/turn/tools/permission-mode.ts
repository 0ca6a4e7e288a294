import type { PermissionMode } from '@ock/schemas';
import type { Kernel } from '../../runtime/kernel.ts';

/** The permission mode that was asked for, else the configured one; where the administrator's file sets it, that one. */
export function permissionMode(kernel: Kernel, wanted: PermissionMode | undefined): PermissionMode {
  const configured = kernel.config.config.permissions?.mode as PermissionMode | undefined;
  const managed = kernel.config.origin('permissions.mode')?.layer === 'managed';
  return (managed ? configured : (wanted ?? configured)) ?? 'ask';
}
