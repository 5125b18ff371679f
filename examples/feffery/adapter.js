/* The stores of feffery_utils_components, with the modified_timestamp that the contract requires. */
(() => {
    const {createElement, useEffect, useRef, useState} = window.React;

    /** Return an adapter for the store of that name. React runs the effects of a child before those of its parent,
     *  so the store has stored its data when the adapter reports. */
    const adapted = name =>
        function Adapted({id, data, setProps}) {
            useEffect(() => {
                if (data !== undefined) {
                    setProps({modified_timestamp: Date.now()});
                }
            }, [data]);
            const store = window.feffery_utils_components[name];
            return createElement(store, {id, data, initialSync: true, setProps});
        };

    /** FefferyLocalLargeStorage stores asynchronously and does not say when it is done. So the adapter renders more
     *  stores of the same id, one after the other, until one of them reads the data that was put. */
    function LocalLarge({id, data, setProps}) {
        const [attempt, setAttempt] = useState(0);
        const timer = useRef();
        useEffect(() => {
            if (data !== undefined) {
                timer.current = setInterval(() => setAttempt(before => before + 1), 20);
            }
            return () => clearInterval(timer.current);
        }, [data]);
        const reportIfStored = stored => {
            if (JSON.stringify(stored.data) === JSON.stringify(data)) {
                clearInterval(timer.current);
                setProps({modified_timestamp: Date.now()});
            }
        };
        const store = window.feffery_utils_components.FefferyLocalLargeStorage;
        return [
            createElement(store, {key: 'store', id, data, initialSync: true, setProps}),
            attempt > 0 && createElement(store, {key: attempt, id, initialSync: true, setProps: reportIfStored})
        ];
    }

    window.examples_feffery = {
        Local: adapted('FefferyLocalStorage'),
        Session: adapted('FefferySessionStorage'),
        LocalLarge
    };
})();
