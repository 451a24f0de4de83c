"""Which native libraries the engine runs on, told without loading the engine."""

import ctypes
from collections.abc import Mapping

_LIBRARIES = {
    "pango": (("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"), "pango_version_string"),
    "harfbuzz": (("libharfbuzz.so.0", "libharfbuzz.dylib", "libharfbuzz-0.dll"), "hb_version_string"),
    "subsetter": (("libharfbuzz-subset.so.0", "libharfbuzz-subset.dylib"), "hb_version_string"),
    "freetype": (("libfreetype.so.6", "libfreetype.dylib", "libfreetype-6.dll"), ""),
    "fontconfig": (("libfontconfig.so.1", "libfontconfig.dylib", "libfontconfig-1.dll"), "FcGetVersion"),
    "zlib": (("libz.so.1", "libz.dylib", "zlib1.dll"), "zlibVersion"),
}


def libraries() -> Mapping[str, str]:
    """Return the version of each library that the bytes of a PDF depend on; "" where it is not there."""
    return {name: _version(files, function) for name, (files, function) in _LIBRARIES.items()}


def _version(files: tuple[str, ...], function: str) -> str:
    for file in files:
        try:
            library = ctypes.CDLL(file)
        except OSError:
            continue
        if not function:
            return _freetype(library)
        call = getattr(library, function)
        if function == "FcGetVersion":
            return str(call())
        call.restype = ctypes.c_char_p
        return str(call().decode())
    return ""


def _freetype(library: ctypes.CDLL) -> str:
    handle, numbers = ctypes.c_void_p(), [ctypes.c_int() for _ in range(3)]
    library.FT_Init_FreeType(ctypes.byref(handle))
    library.FT_Library_Version(handle, *map(ctypes.byref, numbers))
    library.FT_Done_FreeType(handle)
    return ".".join(str(number.value) for number in numbers)
