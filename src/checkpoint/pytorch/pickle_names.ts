/**
 * The whitelist of names that a PyTorch pickle may refer to, with the plain data that each becomes. All others are refused.
 *
 * @module
 */
import { countsOf } from "../../encoding/json.ts";
import type { ByteSource } from "../../files/byte_source.ts";
import { ownValue } from "../../own_value.ts";
import {
  Constructor,
  itemsOf,
  Opaque,
  type PickleNames,
  wordOf,
} from "../containers/pickle/values.ts";
import type { DType } from "../dtype.ts";
import { TorchStorage, TorchTensor } from "./torch_tensor.ts";

/** Storage types, such as `torch.FloatStorage`. */
const STORAGE_DTYPES: Readonly<Record<string, DType>> = {
  Double: "float64",
  Float: "float32",
  Half: "float16",
  BFloat16: "bfloat16",
  Long: "int64",
  Int: "int32",
  Short: "int16",
  Char: "int8",
  Byte: "uint8",
  Bool: "bool",
};

/** Number types, such as `torch.float32`. */
const DTYPES: Readonly<Record<string, DType>> = {
  float64: "float64",
  double: "float64",
  float32: "float32",
  float: "float32",
  float16: "float16",
  half: "float16",
  bfloat16: "bfloat16",
  int64: "int64",
  long: "int64",
  int32: "int32",
  int: "int32",
  int16: "int16",
  short: "int16",
  int8: "int8",
  uint64: "uint64",
  uint32: "uint32",
  uint16: "uint16",
  uint8: "uint8",
  bool: "bool",
};

/** Containers of plain data. */
const CONTAINERS: Readonly<Record<string, (args: readonly unknown[]) => unknown>> = {
  "collections.OrderedDict": ([pairs]) => mapOf(pairs),
  "collections.defaultdict": () => new Map(),
  "collections.Counter": ([counts]) => counts instanceof Map ? counts : new Map(),
  "builtins.dict": ([pairs]) => mapOf(pairs),
  "builtins.list": ([items]) => [...itemsOf(items) ?? []],
  "builtins.set": ([items]) => new Set(itemsOf(items)),
  "builtins.frozenset": ([items]) => new Set(itemsOf(items)),
  "torch.Size": ([sizes]) => sizes,
};

/** Data that training scripts save with the weights. They are skipped. */
const SKIPPED =
  /^((builtins|__builtin__)\.(int|float|bool|str|bytes|bytearray|complex|tuple|object|slice|range|long)|argparse\.Namespace|pathlib\.(_local\.)?(Pure)?(Posix|Windows)?Path|datetime\.(datetime|date|timedelta|timezone)|_codecs\.encode|copyreg\._reconstructor|copy_reg\._reconstructor|numpy\.(dtype|ndarray|(_?core)\.multiarray\.(scalar|_reconstruct|_frombuffer)|dtypes\.\w+|bool_?|u?int\d*|float\d*)|torch\.(device|strided|contiguous_format|preserve_format|channels_last|serialization\._get_layout|_utils\._rebuild_device_tensor_from_numpy))$/;

/** The names of a PyTorch pickle, whose persistent ids are storages. */
export interface TorchNames extends PickleNames {
  persistent(id: unknown): TorchStorage;
}

/**
 * The names that a PyTorch pickle may refer to.
 *
 * @param source The file, for errors.
 */
export function torchNames(source: ByteSource): TorchNames {
  const bad = (what: string) => source.fail(`its pickle ${what} (is the file complete?)`);

  /** `_rebuild_tensor(storage, offset, size, stride)`. Newer versions have more arguments, `_v3` a type among them. */
  const tensor = (args: readonly unknown[], typeAt?: number): TorchTensor => {
    const [storage, offset, size, stride] = args;
    const [shape, strides] = [countsOf(itemsOf(size)), countsOf(itemsOf(stride))];
    const named = typeAt === undefined ? undefined : args[typeAt];
    if (!(storage instanceof TorchStorage) || !isCount(offset) || shape === undefined) {
      throw bad("describes a tensor in an unknown manner");
    }
    const dtype = named instanceof TorchType ? named.dtype : storage.dtype;
    if (dtype === null) throw bad("describes a tensor without a type");
    if (strides?.length !== shape.length) {
      throw bad("gives a tensor more or fewer strides than axes");
    }
    return new TorchTensor(storage, dtype, offset, shape, strides);
  };

  const constructors: Readonly<Record<string, (args: readonly unknown[]) => unknown>> = {
    ...CONTAINERS,
    "torch._utils._rebuild_tensor": (args) => tensor(args),
    "torch._utils._rebuild_tensor_v2": (args) => tensor(args),
    "torch._utils._rebuild_tensor_v3": (args) => tensor(args, 6),
    "torch._utils._rebuild_parameter": ([data]) => data,
    "torch._utils._rebuild_parameter_with_state": ([data]) => data,
    "torch._tensor._rebuild_from_type_v2": ([make, , args]) => {
      const items = itemsOf(args);
      // Only a tensor is rebuilt so: calls within calls could go on without an end.
      const inner = make instanceof Constructor && /^torch\._utils\._rebuild_/.test(make.name);
      if (!inner || items === undefined) {
        throw bad("describes a tensor in an unknown manner");
      }
      return make.make(items);
    },
  };

  return {
    global(module, name) {
      const full = `${module}.${name}`;
      const make = ownValue(constructors, full);
      if (make !== undefined) return new Constructor(full, make);
      if (module === "torch.nn.parameter" && name === "Parameter") return new Opaque(full);
      const dtype = module === "torch" ? typeNamed(name) : undefined;
      if (dtype !== undefined) return new TorchType(full, dtype);
      if (full === "torch.storage.UntypedStorage" || full === "torch.UntypedStorage") {
        return new TorchType(full, null);
      }
      if (SKIPPED.test(full)) return new Opaque(full);
      throw source.fail(
        `its pickle refers to ${printable(full)}, which is not part of a plain state_dict and is` +
          " never run (was a complete model saved? save model.state_dict(), or safetensors)",
      );
    },
    persistent(id) {
      const [kind, type, name, , length, view] = itemsOf(id) ?? [];
      const key = wordOf(name);
      const isStorage = kind === "storage" && type instanceof TorchType && key !== undefined;
      if (!isStorage || !isCount(length)) {
        throw bad("refers to something other than a storage");
      }
      const viewed = itemsOf(view);
      if (viewed === undefined) return new TorchStorage(type.dtype, key, length);
      const [, start, viewLength] = viewed;
      if (!isCount(start) || !isCount(viewLength)) {
        throw bad("describes a part of a storage wrongly");
      }
      return new TorchStorage(type.dtype, key, viewLength, start);
    },
  };
}

/** A type of numbers or storages, such as `torch.float32` or `torch.FloatStorage`; null for untyped storages. */
class TorchType extends Opaque {
  constructor(name: string, readonly dtype: DType | null) {
    super(name);
  }
}

function typeNamed(name: string): DType | undefined {
  const storage = /^(\w+)Storage$/.exec(name)?.[1];
  const [table, key] = storage === undefined ? [DTYPES, name] : [STORAGE_DTYPES, storage];
  return ownValue(table, key);
}

function mapOf(pairs: unknown): Map<unknown, unknown> {
  const map = new Map<unknown, unknown>();
  for (const pair of itemsOf(pairs) ?? []) {
    const [key, value] = itemsOf(pair) ?? [];
    map.set(key, value);
  }
  return map;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** A name from a file, shortened and without control characters. */
function printable(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, "?").slice(0, 120);
}
