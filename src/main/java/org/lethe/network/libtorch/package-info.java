/**
 * The libtorch engine: PyTorch's tensors and gradients without Python, the only package that knows
 * {@code org.bytedeco.pytorch}. In come blueprints, out go networks; nothing else is public.
 */
@org.jspecify.annotations.NullMarked
package org.lethe.network.libtorch;
