"""Every page a reader can meet, in each of its states; a route without one fails `test_routes.py`."""

STATES = {
    "home": "/",
    "results": "/search?q=free+support+group&near=62701&limit=5",
    "results by filters": "/search?need=support-groups&near=62701&mode=in_person&cost=free&sort=time&limit=5",
    "one group": "/search?q=&near=62701&group=remote&limit=5",
    "crisis": "/search?q=i+want+to+die&near=62701&limit=5",
    "ambiguous place": "/search?q=food&near=Springfield&limit=5",
    "nothing found": "/search?q=zzqx&near=62701",
    "unknown place": "/search?q=food&near=Xyzzyville",
    "ask for a place": "/search?q=food+near+me",
    "empty search": "/search",
    "listing": "/listing/{listing}",
    "builder": "/embed?near=62701&needs=support-groups&colours=own&accent=%2390c0c0",
    "frame": "/embed/frame?near=62701&needs=support-groups&limit=3",
    "print": "/print?near=62701",
    "help now": "/help-now",
    "not found": "/no-such-page",
    "styleguide": "/styleguide",
}
