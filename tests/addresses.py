"""Every address of the service, out of Django's own resolver."""

from collections.abc import Callable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def every_address() -> dict[str, Callable[..., object]]:
    """Name with its namespace, and the view behind it."""
    return dict(_below(get_resolver()))


def _below(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, Callable[..., object]]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _below(entry, entry.namespace or namespace)
        else:
            assert isinstance(entry, URLPattern)
            assert entry.name, f"{entry.pattern} has no name"
            yield f"{namespace}:{entry.name}" if namespace else entry.name, entry.callback
